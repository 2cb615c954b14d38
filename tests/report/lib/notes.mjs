// Folders of notes as people leave them: some whole, some half done, over many months.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const parts = [
  ['Clarify requirements', 'The business goal is ad revenue. 100M daily users, 2,000 requests per second, answers within 50 ms at p99. Privacy under GDPR. Success means more revenue per session at the same hide rate.'],
  ['Frame as an ML task', 'Predict the probability that a user clicks a shown ad: binary classification. Input: user, ad and context. Output: P(click). Clicks are a proxy for satisfaction.'],
  ['Prepare data', 'Impression and click logs. Positive label: a click within 30 minutes; negatives are viewable impressions. Split by time. User features, ad features, time of day. Missing values get a flag.'],
  ['Develop the model', 'Baseline: logistic regression. Then DCN because it crosses features by itself; cross-entropy loss; calibration by isotonic regression; retrain daily, warm start.'],
  ['Evaluate', 'Offline metrics: log loss and ROC AUC, by slice. Online metrics: CTR and revenue in an A/B test by user, with guardrail metrics on latency and hides.'],
  ['Deploy and serve', 'Online prediction behind a ranking service, 20 ms for features and 10 ms for scoring; feature store; canary, then 5% of traffic; fall back to the last model.'],
  ['Monitor and maintain', 'Alert on latency and error rate, watch AUC and calibration every hour, data drift by PSI, retrain daily.'],
];
const titles = ['Design ad click prediction', 'Design a video recommendation system', 'Design harmful content detection', 'Design “people you may know”', 'Design fraud detection for payments', 'Design visual search', 'Design ETA prediction'];

/** The same numbers on every run. */
function* numbers(seed) {
  for (let state = seed; ; ) {
    state = (state * 1103515245 + 12345) % 2147483648;
    yield state / 2147483648;
  }
}

/** A new folder with so many design notes, and two files that are none. */
export function folderWith(count) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'whyfirst-report-'));
  const random = numbers(7);
  const next = () => random.next().value;
  for (let at = 0; at < count; at++) {
    // Later notes are better than earlier ones, the last steps worse than the first.
    const skill = 0.45 + (0.5 * at) / count;
    const sections = parts
      .map(([title, text], step) => {
        if (next() > skill + 0.25 - step * 0.05) return '';
        const sentences = text.split('. ').filter(() => next() < skill + 0.1);
        return `## ${title}\n\n${sentences.join('. ')}\n\n`;
      })
      .join('');
    const title = at === 0 ? 'Design ad <script>alert(1)</script> click prediction & "more"' : titles[at % titles.length];
    const file = path.join(folder, `${String(at).padStart(3, '0')}.md`);
    fs.writeFileSync(file, `# ${title}\n\n${sections}`);
    const day = Date.UTC(2025, 8, 1) / 1000 + at * ((200 * 86400) / count);
    fs.utimesSync(file, day, day);
  }
  fs.writeFileSync(path.join(folder, 'README.md'), '# My notes\n\nNothing here.\n');
  fs.writeFileSync(path.join(folder, 'shopping.md'), '# Shopping\n\n- milk\n');
  return folder;
}

/** A history of practices. */
export function historyIn(folder) {
  const plan = [5, 4, 9, 9, 6, 7, 5];
  const record = (month, taken, limit) =>
    JSON.stringify({
      version: 1, started: `2026-0${month}-10T18:30:00Z`, path: 'file:///notes/a.md', problem: 'ad-click-prediction',
      framework: 'ml-7-step', level: 'senior', minutes: 45, seconds: taken.reduce((a, b) => a + b) * 60,
      steps: parts.map(([title], at) => ({ id: `step-${at}`, title, planned: plan[at] * 60, seconds: taken[at] * 60, coverage: taken[at] > 3 ? 'covered' : 'none' })),
      covered: 20 + month, total: 34, covered_at_limit: limit,
    });
  const file = path.join(folder, 'practice.jsonl');
  fs.writeFileSync(file, [record(1, [12, 6, 14, 10, 3, 0, 0], null), record(2, [7, 4, 10, 12, 6, 8, 2], 19)].join('\n') + '\n');
  return file;
}
