/** A browser opens six connections to a host, for all its windows together: half of them are left for everything else. */
const SLOTS = 3;

/** Gives back what a window holds. */
export type Release = () => void;

/** Null where other windows of this browser hold all of them: whoever gets none asks instead of streaming. */
export async function takeStreamSlot(): Promise<Release | null> {
  // Only a secure context has locks.
  const locks = (navigator as { readonly locks?: LockManager }).locks;
  if (locks === undefined) return () => undefined;
  for (let slot = 0; slot < SLOTS; slot++) {
    const release = await tryLock(locks, `breakwater-stream-${slot}`);
    if (release !== null) return release;
  }
  return null;
}

/** The browser gives a lock back by itself when its window goes. */
const tryLock = (locks: LockManager, name: string): Promise<Release | null> =>
  new Promise((resolve, reject) => {
    const held = (lock: Lock | null): Promise<void> | void => {
      if (lock === null) return resolve(null);
      return new Promise<void>((release) => resolve(release));
    };
    locks.request(name, { ifAvailable: true }, held).catch(reject);
  });
