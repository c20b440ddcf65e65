import { once } from "node:events"
import { connect } from "node:net"
import { text } from "node:stream/consumers"
import { APP_PORT } from "./settings"

/** Sends bytes no well-behaved client would send to the app, and gives all it answers; `leave`: hangs up at once. */
export async function sendRaw(bytes: string, leave = false): Promise<string> {
  const socket = connect(APP_PORT, "127.0.0.1")
  await once(socket, "connect")
  socket.write(bytes, "latin1")
  if (!leave) return text(socket)
  socket.destroySoon()
  return ""
}

/** The request with those lines, over a connection of its own. */
export function sendLines(first: string, headers: string[] = [], body = "", leave = false): Promise<string> {
  const host = headers.some((line) => /^host:/i.test(line)) ? [] : [`Host: 127.0.0.1:${APP_PORT}`]
  const lines = [`${first} HTTP/1.1`, ...host, "Connection: close", ...headers]
  return sendRaw(`${lines.join("\r\n")}\r\n\r\n${body}`, leave)
}

/** Status of such an answer. */
export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)
}
