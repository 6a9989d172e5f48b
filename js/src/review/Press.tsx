/** A button of ours: what it says, what it says meanwhile, and its key. */

import type { ButtonHTMLAttributes, ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { focusOn } from "../focus.ts";
import { Icon, type IconName } from "../icons.tsx";

const LOOKS = {
  plain: "tgw-button",
  asked: "tgw-button tgw-asked",
  quiet: "tgw-quiet",
  link: "tgw-link",
} as const;

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** Its name. */
  called?: string;
  look?: keyof typeof LOOKS;
  shape?: IconName;
  /** What it says. */
  children?: ComponentChildren;
  /** What it says instead while what it asked for is not answered; empty when nothing is asked. */
  meanwhile?: string | false;
  /** Whether there is nothing that it could do now. */
  off?: boolean;
  /** Whether it asks to be sure. */
  unsure?: boolean;
  /** Whether the focus comes to it as it appears. */
  focus?: boolean;
  /** The key that does the same. */
  keyed?: string;
  press: (button: HTMLElement) => unknown;
}

export function Press(props: Props) {
  const {
    called: action,
    look = "plain",
    shape: icon,
    children,
    keyed: sign,
    press,
    ...others
  } = props;
  const { meanwhile: pending, off, unsure, focus, ...rest } = others;
  const button = useRef<HTMLButtonElement>(null);
  // A question of its own is where the eyes and the ears are.
  useLayoutEffect(() => {
    if (unsure || focus) focusOn(button.current);
  }, [unsure, focus]);
  return (
    <button
      ref={button}
      type="button"
      class={LOOKS[look]}
      data-action={action}
      data-pending={!!pending}
      data-unsure={unsure}
      aria-disabled={!!(off || pending)}
      aria-keyshortcuts={sign?.length === 1 ? sign : undefined}
      {...rest}
      onClick={(event) => {
        if (!off && !pending) press(event.currentTarget);
      }}
    >
      {icon && <Icon name={icon} />}
      {pending || children}
      {sign && <kbd>{sign}</kbd>}
    </button>
  );
}

/** The button that sends what is written beside it: nothing to send, nothing to press. */
export function Send({ idle, ...rest }: Omit<Props, "look" | "off" | "sign"> & { idle: boolean }) {
  return <Press {...rest} look={idle ? "plain" : "asked"} off={idle} keyed="Ctrl ↵" />;
}
