import Link from 'next/link';

/** To the token's row, with what waits laid over it. */
export function MintLink({ mint }: { readonly mint: string }) {
  return (
    <Link
      href={`/feed?mint=${encodeURIComponent(mint)}`}
      prefetch={false}
      className="block truncate font-mono text-xs leading-6 text-accent underline"
      title={mint}
    >
      {mint}
    </Link>
  );
}
