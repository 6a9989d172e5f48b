/** Follow the action, tidy up, closer, further, all of it. */

import { Icon } from "../icons.tsx";
import { useView } from "../view.ts";
import { ZOOM } from "./viewport.ts";

export function Tools() {
  const { camera, scene, tidying } = useView();
  const following = camera.following.value;
  const zoom = `${Math.round(camera.zoom.value * 100)} %`;
  return (
    <div class="tgw-tools" role="toolbar" aria-label="Picture">
      <button
        type="button"
        class="tgw-quiet tgw-follow"
        aria-pressed={following}
        aria-keyshortcuts="f"
        title="Go where something happens (f)"
        onClick={() => {
          if (following) camera.following.value = false;
          else camera.follow();
        }}
      >
        <Icon name="follow" />
        <span class="tgw-tool-word">Follow</span>
      </button>
      <button
        type="button"
        class="tgw-quiet"
        aria-keyshortcuts="t"
        aria-disabled={tidying.busy.value}
        title="Put side by side what belongs together (t)"
        onClick={() => tidying.tidy()}
      >
        <Icon name="tidy" />
        <span class="tgw-tool-word">Tidy</span>
      </button>
      <button
        type="button"
        class="tgw-quiet"
        aria-label="Zoom out"
        aria-keyshortcuts="-"
        title="Zoom out (-)"
        onClick={() => camera.closer(1 / ZOOM.factor)}
      >
        <Icon name="minus" />
      </button>
      <span class="tgw-percent">{zoom}</span>
      <button
        type="button"
        class="tgw-quiet"
        aria-label="Zoom in"
        aria-keyshortcuts="+"
        title="Zoom in (+)"
        onClick={() => camera.closer(ZOOM.factor)}
      >
        <Icon name="plus" />
      </button>
      <button
        type="button"
        class="tgw-quiet"
        aria-label="Show all"
        aria-keyshortcuts="0"
        title="Show all (0)"
        onClick={() => camera.fit(scene.value)}
      >
        <Icon name="fit" />
      </button>
    </div>
  );
}
