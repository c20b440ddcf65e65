import { once } from "node:events"
import { type AddressInfo, connect, createServer, type Socket } from "node:net"

export type Tap = {
  /** The same server, seen through the tap. */
  url: string
  /** Connections made and bytes sent through the tap so far. */
  seen: () => { connections: number; bytes: number }
  /** From now on connections are made and nothing is said on any: what is sent is swallowed. */
  die: () => void
  /** New connections work again; those of the dead time stay silent. */
  revive: () => void
  close: () => Promise<void>
}

/** Stands before the server at `url` and counts whatever comes through. */
export async function tap(url: string): Promise<Tap> {
  const target = new URL(url)
  const seen = { connections: 0, bytes: 0 }
  const sockets = new Set<Socket>()
  let dead = false
  const server = createServer((near) => {
    const far = connect(Number(target.port || 5432), target.hostname)
    seen.connections++
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on("error", () => to.destroy()).on("close", () => to.destroy())
      if (dead) from.resume()
      else from.pipe(to)
    }
    near.on("data", (data) => {
      seen.bytes += data.length
    })
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const tapped = new URL(url)
  tapped.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: tapped.href,
    seen: () => ({ ...seen }),
    die: () => {
      dead = true
      for (const socket of sockets) socket.unpipe().resume()
    },
    revive: () => {
      dead = false
    },
    close: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, "close")
    },
  }
}
