/** A text under the person's hands. */

import type { TextareaHTMLAttributes } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { focusOn } from "../focus.ts";
import { fieldKeys } from "../keys.ts";

interface Props extends TextareaHTMLAttributes {
  /** What becomes of the text with every key. */
  write: (text: string) => void;
  send: () => void;
  /** The way out, where there is one; the focus comes here as the field appears. */
  leave?: () => void;
}

export function Field({ write, send, leave, ...rest }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (leave) focusOn(field.current);
  }, []);
  return (
    <textarea
      ref={field}
      class="tgw-edit"
      dir="auto"
      {...rest}
      onInput={(event) => write(event.currentTarget.value)}
      onKeyDown={fieldKeys(send, leave)}
    />
  );
}
