/** A view that fails says so and leaves the run alone. */

import { Component, type ComponentChildren } from "preact";

interface Props {
  readonly children: ComponentChildren;
}

export class Boundary extends Component<Props, { readonly error: string }> {
  override state = { error: "" };

  override componentDidCatch(error: unknown): void {
    this.setState({ error: error instanceof Error ? error.message : String(error) });
  }

  render() {
    if (!this.state.error) return this.props.children;
    return (
      <div class="tgw tgw-broken" role="alert">
        <strong>This view failed; the run goes on.</strong>
        <p>Save the notebook and reload the page to see it again. ({this.state.error})</p>
      </div>
    );
  }
}
