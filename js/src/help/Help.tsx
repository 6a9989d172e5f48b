/** The sheet of all keys. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { focusOn } from "../focus.ts";
import { Press } from "../review/Press.tsx";
import { useView } from "../view.ts";

/** What each key does, by where it does it: two spaces part keys from each other, a bar from what
 * they do. */
const KEYS: Readonly<Record<string, string>> = {
  "A proposal": `
a|accept what is shown
e|edit the whole text
r|reject it, keep the old text
w|reject it and say why: another follows
g|draw it again
s|skip this variable in this step
1 … 9|look at another candidate
x|mix the candidates: a blend, change by change
n  p|next and previous question
u  y|undo the last committed step, redo it
h|see the committed steps as a tree`,
  "Its changes, with the focus on one": `
← →|the change before and after
Space|leave it out, or take it again`,
  "Criticism, with the focus on it or on its question": `
a|let it go on from where it was paused
e|edit it
m|mute it, or have it read again
b|pause here on the way back, with the focus on a card`,
  "While you write": `
Ctrl ↵|accept what you wrote, or send what you said
Esc|leave the editor`,
  "Finding one's way": `
/|find a role or a text
↵  ⇧ ↵|while you type: the next and the one before
Ctrl ↵|open what was found
o|see the graph as an outline, and back`,
  "The graph, with the focus on a card": `
← ↑ ↓ →|the next card there
↵|open its detail
Esc|close the detail`,
  "A region of a picture": `
← ↑ ↓ →|move it
⇧ ← ↑ ↓ →|size it
↵|write what is wrong there
Del|remove it`,
  "The picture": `
+  -|closer and further
0|show all of it
f|follow the action
t|tidy it up`,
  "The outline": `
↑ ↓ Home End|from line to line
← →|close and open what a line holds
a … z|the next line that begins so
↵|open its detail`,
  "The tree of steps, with the focus on one": `
← →|the step before and after
↑ ↓|the next branch`,
  "The timeline, with the focus on its handle": `
← →|the moment before and after
PgDn  PgUp|a step back and on
Home  End|the beginning, and now
Space|play from here, and stop
Esc|back to now`,
};

/** The button that opens the sheet. */
export function HelpButton() {
  const { help } = useView();
  return (
    <Press
      called="help"
      look="quiet"
      aria-label="Keys"
      aria-haspopup="dialog"
      title="Keys"
      keyed="?"
      press={() => {
        help.value = true;
      }}
    />
  );
}

function Sheet() {
  const { help } = useView();
  const dialog = useRef<HTMLDialogElement>(null);
  const leave = () => {
    help.value = false;
  };
  useLayoutEffect(() => {
    const el = dialog.current;
    const page = el?.getRootNode() as Document | ShadowRoot | undefined;
    const before = page?.activeElement as HTMLElement | null;
    // A modal dialog keeps the focus by itself; where there are none it is at least shown.
    if (typeof el?.showModal === "function") el.showModal();
    else el?.setAttribute("open", "");
    return () => {
      el?.close?.();
      focusOn(before);
    };
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same, and the button
    <dialog
      ref={dialog}
      class="tgw-help"
      aria-label="Keys"
      onClose={leave}
      onClick={(event) => {
        if (event.target === event.currentTarget) leave();
      }}
    >
      <div class="tgw-help-inner">
        <div class="tgw-help-head">
          <h3>Keys</h3>
          <Press
            look="quiet"
            shape="close"
            aria-label="Close the keys (Esc)"
            keyed="Esc"
            press={leave}
          />
        </div>
        {Object.entries(KEYS).map(([where, keys]) => (
          <section key={where}>
            <h4 class="tgw-label">{where}</h4>
            <dl>
              {keys
                .trim()
                .split("\n")
                .map((line) => line.split("|"))
                .map(([key = "", what]) => (
                  <div key={key}>
                    <dt>
                      {key.split("  ").map((one) => (
                        <kbd key={one}>{one}</kbd>
                      ))}
                    </dt>
                    <dd>{what}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
        <p class="tgw-muted">
          They work while the focus is in this run; elsewhere they are the notebook's.
        </p>
      </div>
    </dialog>
  );
}

/** The sheet, while it is wanted. */
export function Help() {
  return useView().help.value ? <Sheet /> : null;
}
