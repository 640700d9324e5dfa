/** @type {import('next').NextConfig} */
const config = {
  serverExternalPackages: ['pg', 'ioredis', 'pino'],
  // npm test checks types; a start need not.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  devIndicators: false,
};

export default config;
