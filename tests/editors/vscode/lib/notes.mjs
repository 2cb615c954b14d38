// Notes for the tests, and what the program says should be put into them.
import { execFileSync } from 'node:child_process';
import { program } from './surroundings.mjs';

export const title = 'Design an ad click predictor';

/** Skips the framing and the model; the cursor's place to go on is line 17, which is empty. */
export const note = `# ${title}

## Clarify requirements

The business goal is ad revenue: the predicted click probability times the bid ranks the ads. 100M daily users see 20 ads each,
which is 2 billion predictions per day. The page needs its ads within 50 ms at p99. Advertisers and users are both affected.

## Prepare data

Impression logs joined with click logs give the labels: a click within 30 minutes is a positive. Negatives are downsampled.
User features, ad features and context features come from a feature store. Split by time, never at random.

## Evaluate

Offline we compare log loss and ROC AUC on the last day. Online an A/B test reads revenue per user.

`;

export const readme = `# tidyfiles

A small command line tool that sorts downloaded files into folders.

## Installation

Run the installer and restart the shell.

## Usage

- \`tidyfiles ~/Downloads\` moves the files
- \`tidyfiles --dry-run\` only says what it would do
`;

/** The section of a step, heading and prompts, as the command line writes it into a new note on the same question. */
export function section(step) {
  const outline = execFileSync(program, ['new', title], { encoding: 'utf8' });
  const prompts = new RegExp(`^## \\d+\\. ${step}\\n\\n((?:- .+\\n)+)`, 'm').exec(outline)?.[1];
  if (prompts === undefined) throw new Error(`no ${step} in\n${outline}`);
  return `## ${step}\n\n${prompts.trimEnd()}`;
}
