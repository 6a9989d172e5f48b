/** The head of a question: whose turn it is, about which variable, and how many there are. */
export function Turn({ role, place }: { role: string; place: string }) {
  return (
    <div class="tgw-review-head">
      <span class="tgw-turn">Your turn</span>
      <strong class="tgw-role" title={role} dir="auto">
        {role}
      </strong>
      <span class="tgw-muted">{place}</span>
    </div>
  );
}
