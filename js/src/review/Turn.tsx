import { useLive, useView } from "../view.ts";
import { walk } from "./walk.ts";

const WAYS = [
  ["p", "Previous question", -1],
  ["n", "Next question", 1],
] as const;

interface Props {
  role: string;
  place: string;
  among: boolean;
}

/** The head of a question: whose turn it is, about which variable, and how many there are. */
export function Turn({ role, place, among }: Props) {
  const { session } = useView();
  const over = useLive((state) => state.replayed) || !session.kernel;
  return (
    <div class="tgw-review-head">
      <span class="tgw-turn">{over ? "Question" : "Your turn"}</span>
      <strong class="tgw-role" title={role} dir="auto">
        {role}
      </strong>
      <span class="tgw-muted">{place}</span>
      {among && (
        <span class="tgw-ways">
          {WAYS.map(([key, label, by]) => (
            <button
              key={key}
              type="button"
              class="tgw-quiet"
              aria-label={label}
              title={label}
              aria-keyshortcuts={key}
              onClick={(event) => walk(event.currentTarget, by)}
            >
              <kbd>{key}</kbd>
            </button>
          ))}
        </span>
      )}
    </div>
  );
}
