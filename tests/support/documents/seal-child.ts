import { deriveMasterKey, unwrapKey } from "@/lib/server/crypto/master-keys"
import { sealSources } from "@/lib/server/replies/sources"
import { SECRETS } from "../app/settings"
import type { Asked } from "./plant-cited"

// A process of its own, as the tests of the browser cannot load what only a server may. Says the sealed bytes in hex.
const { session, message, wrapped, sources }: Asked = JSON.parse(process.argv[2] ?? "")
const [id = "", base64 = ""] = SECRETS.MASTER_KEYS.split(":")
const master = deriveMasterKey({ id, bytes: Buffer.from(base64, "base64") })
const key = unwrapKey(master, session, Buffer.from(wrapped, "hex"))
if (!key) throw new Error("the key of the session does not open")
process.stdout.write(sealSources({ id: session, key }, message, sources)?.toString("hex") ?? "")
