/** What is asked and answered, in words: of a proposal, and of a change that was made. */

import type { IconName } from "../icons.tsx";
import type { Action } from "./answers.ts";
import type { Item } from "./document.ts";

interface Words {
  readonly ask: string;
  readonly askSeveral: string;
  readonly accept: string;
  readonly reject: string;
  readonly written: string;
  /** What each answer did. */
  readonly done: Readonly<Record<Action, string>>;
  /** What becomes of the words that go with a rejection. */
  readonly why: string;
}

export const WORDS: Readonly<Record<Item["kind"], Words>> = {
  question: {
    ask: "Replace this by that?",
    askSeveral: "Replace this by one of these?",
    accept: "Accept",
    reject: "Reject",
    written: "Accept edited",
    done: { accept: "Accepted", edit: "Edited", reject: "Rejected", none: "Not decided" },
    why: "Another proposal will be written from your words, and later ones keep to them.",
  },
  criticism: {
    ask: "What is wrong with this?",
    askSeveral: "What is wrong with this?",
    accept: "Nothing is wrong",
    reject: "",
    written: "Say this",
    done: { accept: "Nothing wrong", edit: "Criticised", reject: "", none: "Not answered" },
    why: "",
  },
  stop: {
    ask: "Use this criticism?",
    askSeveral: "Use this criticism?",
    accept: "Use it",
    reject: "Leave it out",
    written: "Use it as I wrote it",
    done: { accept: "Used", edit: "Edited", reject: "Left out", none: "Not decided" },
    why: "",
  },
  change: {
    ask: "Keep this change?",
    askSeveral: "Keep this change?",
    accept: "Keep",
    reject: "Take back",
    written: "Keep edited",
    done: { accept: "Kept", edit: "Edited", reject: "Taken back", none: "Not decided" },
    why: "The old text comes back, and later ones keep to your words.",
  },
};

export const ICONS: Readonly<Record<Action, IconName>> = {
  accept: "accepted",
  edit: "edited",
  reject: "rejected",
  none: "asking",
};
