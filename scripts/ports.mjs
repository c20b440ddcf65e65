import { createServer } from "node:net"

/**
 * Whether a server could listen there now.
 * @param {number} port
 * @param {string} host
 * @throws when the host is not ours or the port needs more rights
 */
export async function isFree(port, host) {
  try {
    await listenOnce(port, host)
    return true
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") return false
    throw error
  }
}

/** A loopback port that is free now. */
export function freePort() {
  return listenOnce(0, "127.0.0.1")
}

/**
 * @param {number} port
 * @param {string} host
 * @returns {Promise<number>}
 */
function listenOnce(port, host) {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", reject)
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === "object" && address ? address.port : port))
    })
  })
}
