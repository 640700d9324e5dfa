import { DASH } from '../../_components/format.ts';

/** An address that someone on the chain wrote: a link only where it leads to a web page, and nothing of it is loaded. */
export function WebLink({ address }: { readonly address: string | null }) {
  if (address === null || address === '') return DASH;
  if (!isWebAddress(address)) return address;
  return (
    <a href={address} target="_blank" rel="noreferrer nofollow ugc" className="text-accent underline">
      {address}
    </a>
  );
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}
