/** Follow the action, tidy up, closer, further, all of it. */

import { IconButton } from "../icons.tsx";
import { useView } from "../view.ts";
import { ZOOM } from "./viewport.ts";

export function Tools() {
  const { camera, scene, tidying } = useView();
  const following = camera.following.value;
  const zoom = `${Math.round(camera.zoom.value * 100)} %`;
  return (
    <div class="tgw-tools" role="toolbar" aria-label="Picture">
      <IconButton
        icon="follow"
        class="tgw-quiet tgw-follow"
        aria-pressed={following}
        aria-keyshortcuts="f"
        title="Go where something happens (f)"
        onClick={() => {
          if (following) camera.following.value = false;
          else camera.follow();
        }}
      >
        <span class="tgw-tool-word">Follow</span>
      </IconButton>
      <IconButton
        icon="tidy"
        aria-keyshortcuts="t"
        aria-disabled={tidying.busy.value}
        title="Put side by side what belongs together (t)"
        onClick={() => tidying.tidy()}
      >
        <span class="tgw-tool-word">Tidy</span>
      </IconButton>
      <IconButton
        icon="minus"
        label="Zoom out"
        sign="-"
        onClick={() => camera.closer(1 / ZOOM.factor)}
      />
      <span class="tgw-percent">{zoom}</span>
      <IconButton icon="plus" label="Zoom in" sign="+" onClick={() => camera.closer(ZOOM.factor)} />
      <IconButton icon="fit" label="Show all" sign="0" onClick={() => camera.fit(scene.value)} />
    </div>
  );
}
