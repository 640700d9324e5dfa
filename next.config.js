/** @type {import('next').NextConfig} */
const config = {
  serverExternalPackages: ['pg', 'ioredis', 'pino'],
  // npm test checks types; a start need not.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  devIndicators: false,
  // server/http/receiveRequest.ts lets no more through; Next's own limit is 10 MB, and cuts off what is more.
  experimental: { proxyClientMaxBodySize: 64 * 1024 },
};

export default config;
