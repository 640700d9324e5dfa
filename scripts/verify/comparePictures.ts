import sharp from 'sharp';

/** Levels out of 255: fonts are smoothed differently by this from run to run. */
const SAME_WITHIN = 16;

/** How many pixels differ; Infinity where the sizes do. */
export async function comparePictures(one: Buffer, other: Buffer): Promise<number> {
  const [a, b] = await Promise.all(
    [one, other].map((picture) => sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true })),
  );
  if (a!.info.width !== b!.info.width || a!.info.height !== b!.info.height) return Infinity;
  const { channels } = a!.info;
  let different = 0;
  for (let i = 0; i < a!.data.length; i += channels) {
    const differs = [0, 1, 2].some(
      (channel) => Math.abs(a!.data[i + channel]! - b!.data[i + channel]!) > SAME_WITHIN,
    );
    if (differs) different++;
  }
  return different;
}
