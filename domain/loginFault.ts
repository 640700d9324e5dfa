const HOST_AND_PORT = /^(\[[0-9a-f:.]*\]|[^:@]*)(:\d{1,5})?$/i;
/** Characters that only delimit parts of an address, and therefore have to be encoded within one. */
const DELIMITER = /[/?#]/;

/**
 * The fault in the login of an address (what comes behind `scheme://`), in words that repeat none of it: a
 * character that should have been percent-encoded. Null where nothing is. A password may hold anything, so a raw / ? or #
 * ends the host too early, and everything behind it is read as something else.
 */
export function findLoginFault(rest: string): string | null {
  const blank = /[\s\p{Cc}]/u.exec(rest);
  if (blank !== null) return encodeIt(rest, blank.index);
  const hash = rest.indexOf('#');
  if (hash !== -1) return encodeIt(rest, hash);
  const delimiter = DELIMITER.exec(rest)?.index ?? rest.length;
  const authority = rest.slice(0, delimiter);
  if (hasAtBehind(rest, delimiter)) return encodeIt(rest, delimiter);
  if (authority.indexOf('@') !== authority.lastIndexOf('@')) return encodeIt(rest, authority.indexOf('@'));
  const parts = authority.slice(0, Math.max(0, authority.lastIndexOf('@'))).split(/:(.*)/s);
  const bad = parts.findIndex((part) => !canDecode(part));
  return bad === -1 ? null : `percent-encode the % in the ${bad === 0 ? 'user' : 'password'} as %25`;
}

/** An @ behind the delimiter belongs to the login, unless it is in the value of a parameter. */
function hasAtBehind(rest: string, delimiter: number): boolean {
  const behind = rest.slice(delimiter);
  const query = behind.indexOf('?');
  const path = query === -1 ? behind : behind.slice(0, query);
  if (path.includes('@')) return true;
  if (query === -1 || !behind.includes('@', query)) return false;
  const place = rest.slice(0, delimiter);
  const isPlace = HOST_AND_PORT.test(place.slice(place.lastIndexOf('@') + 1));
  const parameters = behind.slice(query + 1).split('&');
  return !isPlace || !parameters.every((each) => !each.includes('@') || /^\w+=/.test(each));
}

/** The part that holds a character is known by the last @: what is before it is the login. */
function encodeIt(rest: string, index: number): string {
  const character = rest[index]!;
  const code = encodeURIComponent(character).replace(/^[^%]$/, toHex);
  const shown = /[\s\p{Cc}]/u.test(character)
    ? character === ' '
      ? 'blank'
      : 'control character'
    : character;
  return `percent-encode the ${shown} in the ${namePart(rest, index)} as ${code}`;
}

function namePart(rest: string, index: number): string {
  const at = rest.lastIndexOf('@');
  if (index > at || (index === at && rest.indexOf('@') === at)) return 'address';
  const colon = rest.indexOf(':');
  return colon !== -1 && colon < index ? 'password' : 'user';
}

const toHex = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** Whether every % begins the encoding of a character. */
export function canDecode(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
