/** Follow the action, tidy up, closer, further, all of it. */

import type { IconName } from "../icons.tsx";
import { Press } from "../review/Press.tsx";
import { useView } from "../view.ts";
import { ZOOM } from "./viewport.ts";

/** A button that holds no word: its title tells what it is called, and its key. */
function Zoom({
  label,
  by,
  ...rest
}: {
  shape: IconName;
  label: string;
  by: string;
  press: () => void;
}) {
  return (
    <Press
      {...rest}
      look="quiet"
      aria-label={label}
      aria-keyshortcuts={by}
      title={`${label} (${by})`}
    />
  );
}

export function Tools() {
  const { camera, scene, tidying } = useView();
  const following = camera.following.value;
  const zoom = `${Math.round(camera.zoom.value * 100)} %`;
  return (
    <div class="tgw-tools" role="toolbar" aria-label="Picture">
      <Press
        class="tgw-quiet tgw-follow"
        shape="follow"
        aria-pressed={following}
        aria-keyshortcuts="f"
        title="Go where something happens (f)"
        press={() => {
          if (following) camera.following.value = false;
          else camera.follow();
        }}
      >
        <span class="tgw-tool-word">Follow</span>
      </Press>
      <Press
        look="quiet"
        shape="tidy"
        aria-keyshortcuts="t"
        off={tidying.busy.value}
        title="Put side by side what belongs together (t)"
        press={tidying.tidy}
      >
        <span class="tgw-tool-word">Tidy</span>
      </Press>
      <Zoom shape="minus" label="Zoom out" by="-" press={() => camera.closer(1 / ZOOM.factor)} />
      <span class="tgw-percent">{zoom}</span>
      <Zoom shape="plus" label="Zoom in" by="+" press={() => camera.closer(ZOOM.factor)} />
      <Zoom shape="fit" label="Show all" by="0" press={() => camera.fit(scene.value)} />
    </div>
  );
}
