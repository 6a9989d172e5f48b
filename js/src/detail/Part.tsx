/** One text under its name, with a button that copies it. */

import { useReading } from "../text/reading.tsx";
import { CopyButton } from "./CopyButton.tsx";
import { Words } from "./Words.tsx";

interface Props {
  title: string;
  text: string;
  /** Whose text it is, for those who hear the button. */
  of: string;
  kind?: string;
  /** Whether it is a section of the pane by itself. */
  section?: boolean;
}

export function Part({ title, text, of, kind = "", section = false }: Props) {
  const { formatted, button } = useReading(text, "exact", `${title} of ${of}`);
  if (!text) return null;
  const Title = section ? "h4" : "span";
  return (
    <div class="tgw-part" data-kind={kind}>
      <div class="tgw-part-head">
        <Title class="tgw-label">{title}</Title>
        <span class="tgw-part-buttons">
          {button}
          <CopyButton text={text} what={`${title} of ${of}`} />
        </span>
      </div>
      <Words text={text} formatted={formatted} />
    </div>
  );
}
