import fc from "fast-check"
import { v7 as uuidv7 } from "uuid"
import { expect, test } from "vitest"
import { query } from "@/lib/server/db/client"
import { forgetHistory } from "@/lib/server/messages/history-cache"
import { listMessages } from "@/lib/server/messages/messages"
import { removeQuestion } from "@/lib/server/removal/question"
import { isLong } from "@/tests/support/app/settings"
import { again, reword, turn } from "@/tests/support/app/versions"
import { ask, createVisitor } from "@/tests/support/app/visitor"
import "@/tests/support/provider/scripted"

type Step = "send" | "retry" | "edit" | "turn" | "remove" | "forget"
type Node = { id: string; role: "user" | "assistant"; below: Node[]; born: number; isRemoved?: true }

test("whatever is sent, asked again, reworded and turned: what is shown is what was written, with its versions", async () => {
  const steps = fc.array(
    fc.record({
      step: fc.constantFrom<Step>("send", "send", "retry", "edit", "turn", "turn", "remove", "forget"),
      which: fc.nat(20),
      by: fc.constantFrom<-1 | 1>(-1, 1),
    }),
    { minLength: 4, maxLength: 14 },
  )
  await fc.assert(fc.asyncProperty(steps, runSteps), { numRuns: isLong ? 1_000 : 40 })
  // A thousand take half a minute.
}, 120_000)

/** Does the same to a chat and to a tree, and compares after every step. */
async function runSteps(steps: { step: Step; which: number; by: -1 | 1 }[]): Promise<void> {
  const visitor = await createVisitor()
  const chatId = uuidv7()
  const root: Node = { id: "", role: "assistant", below: [], born: 0 }
  let born = 0
  let path: Node[] = []
  const grow = (parent: Node | undefined, id: string, role: Node["role"]) => {
    const node: Node = { id, role, below: [], born: ++born }
    ;(parent ?? root).below.push(node)
    return node
  }
  for (const { step, which, by } of steps) {
    const shown = path.filter(({ isRemoved }) => !isRemoved)
    const questions = shown.filter(({ role }) => role === "user")
    const picked = questions[which % Math.max(questions.length, 1)]
    if (step === "send" || !picked) {
      const { messageId, replyId } = await ask(visitor, `Question ${born}?`, chatId)
      const question = grow(path.at(-1), messageId, "user")
      path = [...path, question, grow(question, replyId, "assistant")]
    } else if (step === "retry") {
      const id = await again(visitor, chatId, picked.id)
      path = [...path.slice(0, path.indexOf(picked) + 1), grow(picked, id, "assistant")]
    } else if (step === "edit") {
      const at = path.indexOf(picked)
      const { rewordedId, replyId } = await reword(visitor, chatId, picked.id, `Reworded ${born}?`)
      const question = grow(path[at - 1], rewordedId, "user")
      path = [...path.slice(0, at), question, grow(question, replyId, "assistant")]
    } else if (step === "turn") {
      const node = shown[which % shown.length] as Node
      const at = path.indexOf(node)
      await turn(visitor, chatId, node.id, by)
      const siblings = (path[at - 1] ?? root).below
      const wanted = siblings[siblings.indexOf(node) + by]
      if (wanted) path = [...path.slice(0, at), ...newestBelow(wanted)]
    } else if (step === "remove") {
      const at = path.indexOf(picked)
      const isGone = questions.length === 1
      expect(await removeQuestion(visitor, { chatId, messageId: picked.id })).toMatchObject({ isGone })
      const next = path[at + 1] as Node
      ;(path[at - 1] ?? root).below = [picked]
      picked.below = [next]
      picked.isRemoved = next.isRemoved = true
      if (isGone) {
        root.below = []
        path = []
      }
    } else forgetHistory(visitor, chatId)
    const { messages } = await listMessages(visitor, chatId)
    expect(messages.map(({ id, metadata }) => [id, metadata?.version])).toEqual(
      path.flatMap((node, at) => {
        const siblings = (path[at - 1] ?? root).below
        const version = { number: siblings.indexOf(node) + 1, of: siblings.length }
        return node.isRemoved ? [] : [[node.id, siblings.length > 1 ? version : undefined]]
      }),
    )
  }
  const [row] = await query(
    ({ sql }) => sql`select count(*)::int as count from messages where session_id = ${visitor.id}`,
  )
  expect(row?.count).toBe(countBelow(root))
}

/** A message and the line below it: where it forks, the way to what was written last. */
function newestBelow(node: Node): Node[] {
  const next = node.below.toSorted((a, b) => lastBelow(b) - lastBelow(a))[0]
  return next ? [node, ...newestBelow(next)] : [node]
}

function lastBelow({ born, below }: Node): number {
  return Math.max(born, ...below.map(lastBelow))
}

function countBelow({ below }: Node): number {
  return below.reduce((sum, node) => sum + 1 + countBelow(node), 0)
}
