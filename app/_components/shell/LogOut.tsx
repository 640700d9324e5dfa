/** A plain form, as the one to log in: it works without JavaScript. */
export function LogOut() {
  return (
    <form method="post" action="/api/logout" className="print-hidden">
      <button type="submit" className="min-h-8 text-sm whitespace-nowrap underline">
        Log out
      </button>
    </form>
  );
}
