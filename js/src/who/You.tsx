/** Who the person here is, and whether they are asked. */

import { useEffect } from "preact/hooks";
import { Popover } from "../header/Popover.tsx";
import { Icon } from "../icons.tsx";
import { useId } from "../id.ts";
import { accepts } from "../store/policy.ts";
import { useLive, useView } from "../view.ts";
import { keepName, LONGEST } from "./naming.ts";
import { Leaving, setPolicy } from "./Rest.tsx";

function Sheet({ close }: { close: () => void }) {
  const view = useView();
  const id = useId();
  const going = useLive((state) => !state.ended && !accepts(state) && !state.replayed);
  return (
    <div class="tgw-you">
      <label for={id}>Your name</label>
      <input
        id={id}
        class="tgw-input"
        dir="auto"
        maxLength={LONGEST}
        autocomplete="name"
        value={view.name.value}
        onInput={(event) => {
          view.name.value = event.currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.isComposing) return;
          event.preventDefault(); // else it presses the button that has the focus then
          close();
        }}
      />
      <p class="tgw-muted">
        Told with what you decide. Empty for the name that the kernel runs under; kept in this
        browser.
      </p>
      {going && (
        <Leaving
          leave={() => {
            setPolicy(view, "accept");
            close();
          }}
        />
      )}
    </div>
  );
}

export function You() {
  const view = useView();
  // A browser is slow to say what it keeps: the picture goes first.
  const whole = view.whole.value;
  useEffect(() => (whole ? keepName(view.name) : undefined), [view, whole]);
  const name = view.name.value.trim();
  return (
    <Popover
      face={<Icon name="person" />}
      label={name ? `You: ${name}` : "You: say your name"}
      class="tgw-quiet"
      action="you"
    >
      {(close) => <Sheet close={close} />}
    </Popover>
  );
}
