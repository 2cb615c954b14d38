/** What the server can be asked for besides what editors ask: its commands, with what they take and give back. */

export interface Entry {
  id: string;
  title: string;
  detail: string;
}

export interface Named {
  id: string;
  title: string;
}

export interface NewAnswer {
  title: string;
  text: string;
  snippet: string;
}

export interface Page {
  title: string;
  markdown: string;
}

/** How a note stands. */
export interface NoteStatus {
  designNote: boolean;
  because: string;
  framework: Named;
  problem: Named | null;
  status: string;
  /** Steps that hold something, and steps in all. */
  covered: number;
  total: number;
  findings: number;
  next: Named | null;
}

export interface Requests {
  'whyfirst.newAnswer': { takes: { problem?: string; title?: string; framework?: string }; gives: NewAnswer };
  'whyfirst.insertMissingSteps': { takes: { uri: string }; gives: number };
  'whyfirst.showReading': { takes: { uri: string }; gives: Page };
  'whyfirst.status': { takes: { uri: string }; gives: NoteStatus };
  'whyfirst.setFrontMatter': { takes: { uri: string; framework?: string; problem?: string; status?: string }; gives: unknown };
  'whyfirst.explain': { takes: { term: string }; gives: Page | null };
  'whyfirst.list': { takes: { kind: 'frameworks' | 'problems' | 'concepts' | 'rules' }; gives: Entry[] };
  'whyfirst.practice.start': { takes: { uri?: string; minutes?: number }; gives: unknown };
  'whyfirst.practice.stop': { takes: Record<string, never>; gives: Page | null };
}

/** Asks the running server; gives nothing when none runs, which the user has been told by then. */
export type Ask = <Name extends keyof Requests>(name: Name, argument: Requests[Name]['takes']) => Promise<Requests[Name]['gives'] | undefined>;
