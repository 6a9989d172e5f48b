import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Answers } from "./answers.ts";

export const AnswersContext = createContext<Answers | null>(null);

/** The answers of this page. */
export function useAnswers(): Answers {
  const answers = useContext(AnswersContext);
  if (answers === null) throw new Error("outside a review page");
  return answers;
}
