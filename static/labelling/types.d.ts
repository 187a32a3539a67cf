/** The types that the scripts of the labelling page share. No page loads this file. */

type Mode = "label" | "skip" | "paragraph" | "target" | "confidence" | "note" | "find";
type ReviewKind = "targets" | "unsure" | "notes" | "skipped";

interface Sentence {
  id: number;
  paragraph: number;
  text: string;
  excluded: boolean;
}

interface Article {
  external_id: string;
  title: string;
  source: string;
  published: string | null;
  language: string;
  /** Taken out of the project by a manager. */
  withdrawn: boolean;
  sentences: Sentence[];
}

/** What an annotator decided about a sentence. The target is another sentence's id. */
interface Decision {
  label: string | null;
  skip_reason: string;
  target: number | "none" | null;
  /** The rank of the offered sentence that was taken; 0 for another, null without an offer. */
  target_rank: number | null;
  confidence: number | null;
  note: string;
}

/** An annotation as the API takes it, but for its age. */
interface Entry extends Partial<Decision> {
  submission: string;
  sentence: number;
  /** Which of the offered candidates the target is, from 1; 0 if another was chosen. */
  seconds: number;
  codebook_version: number;
}

interface Assignment {
  id: number;
  state: string;
  codebook_version: number;
  labels_version: number;
  article: Article;
  annotations: (Decision & { sentence: number })[];
}

interface Label {
  key: string;
  name: string;
  mark: string;
  colour: string;
  shortcut: string;
  takes_target: boolean;
  /** Asks for the target; the page has a question of its own where this is empty. */
  question: string;
  /** Not offered any more. What was labelled with it keeps its name and mark. */
  retired: boolean;
}

/** What the server puts into the page. */
interface PageData {
  account: number;
  project_name: string;
  assignment: Assignment;
  labels: Label[];
  skip_reasons: { key: string; name: string }[];
  asks: Record<"target" | "confidence" | "note", boolean>;
  urls: Record<
    "annotations" | "fetch" | "submit" | "reopen" | "give_back" | "report" | "page" | "next",
    string
  >;
}

/** Everything about the article on the screen. */
interface State {
  assignment: Assignment;
  /** Without excluded ones. */
  sentences: Sentence[];
  /** By the sentence's id. */
  decisions: Map<number, Decision>;
  /** The index of the lit sentence. */
  current: number;
  /** The decisions before each command, for undo. */
  past: Step[];
  mode: Mode;
  /** The sentence that gets a target, a confidence or a note, in their modes. */
  subject: number;
  /** The sentences that the question for a target offers, the likeliest first. */
  candidates: number[];
  /** The sentence that the person has moved to, in target mode. */
  candidate: number | null;
  /** The sentence to light after the question for a target. */
  returnTo: number | null;
  /** Whether the desk shows what to review before the submission. */
  isReviewing: boolean;
  /** Notes that were begun and not saved, by the sentence's id. */
  drafts: Map<number, string>;
  /** Whether the page is left as soon as the server has the submission. */
  isLeaving: boolean;
  /** Shown above the buttons until the next step. */
  message: string;
  /** The article that was submitted just before this one, until the first decision here. */
  submitted: Submitted | null;
  next: Assignment | null;
  /** The request for the next article, while it is under way. */
  fetching: Promise<Assignment | null> | null;
  isSubmitted: boolean;
}

/** The decisions before a command. */
type Step = { index: number; before: Decision }[];

interface Submitted {
  /** Of the assignment. */
  id: number;
  title: string;
}

/** Something that a person did, on its way to the server. */
type Act = AnnotationAct | SubmitAct;
type NewAct = Omit<AnnotationAct, "account"> | Omit<SubmitAct, "account">;
type StoredAct = Act & { number: number };

interface BaseAct {
  /** Its place in the queue, from the database. */
  number?: number;
  account: number;
  url: string;
  assignment: number;
  /** When the key was pressed, in milliseconds of this browser's clock. */
  at: number;
  /** The project's name. */
  project?: string;
  /** Why the server refused it. */
  detail?: string;
}

interface AnnotationAct extends BaseAct {
  kind: "annotation";
  entry: Entry;
  /** Shown again if the act is refused. */
  before: Decision;
  /** The sentence. */
  text?: string;
  /** The decision in words. */
  words?: string;
}

interface SubmitAct extends BaseAct {
  kind: "submit";
  entry?: undefined;
  /** The article's. */
  title?: string;
}

/** What other tabs on the same article show after an act. */
interface TabChange {
  assignment: number;
  sentence?: number;
  decision?: Decision;
  isSubmitted?: boolean;
}

type Scope = "everything" | "project" | "assignment";

/** Why some acts are not sent now. */
interface Hold {
  why: string;
  isSignedOut: boolean;
  /** Whether it ends only when a person does something. */
  needsPerson: boolean;
  scope: Scope;
  tries: number;
  /** Of `performance.now()`. */
  until: number;
  /** Whether the server has said for how long. */
  isAsked: boolean;
}

interface WaitOptions {
  /** What else has to wait. */
  scope?: Scope;
  /** For how long the server asks to wait. */
  seconds?: number;
  /** Whether fewer acts at once may get through. */
  isTooMuch?: boolean;
  /** Whether signing in again helps. */
  isSignedOut?: boolean;
  /** Whether it ends only when a person does something. */
  needsPerson?: boolean;
}

/** What the server says about one act of a request that it has refused. */
interface Refusal {
  index: number;
  detail: string;
  /** Whether sending the act again is useless. */
  final: boolean;
}

/** How a sentence looks. */
interface Look {
  mark: string;
  /** In place of the mark, where the sentence is offered as a target. */
  letter: string;
  /** Below the mark: a note, a confidence. */
  extra: string;
  colour: string | undefined;
  isLit: boolean;
  /** Whether it is lit after the question. */
  isNext: boolean;
  /** Whether the person has moved to it, to take it as the target. */
  isChosen: boolean;
  /** Whether it is the target of the lit sentence. */
  isPointedAt: boolean;
  target: number | "none" | null;
}

/** From a denial or doubt to its target. */
interface Link {
  from: HTMLElement;
  to: HTMLElement;
  colour: string | undefined;
  isOfLit: boolean;
}
