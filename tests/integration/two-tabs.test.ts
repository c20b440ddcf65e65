import { setTimeout as pause } from "node:timers/promises"
import fc from "fast-check"
import { v7 as uuidv7 } from "uuid"
import { expect, test } from "vitest"
import { deleteChat } from "@/lib/server/chats/delete"
import { regenerateReply } from "@/lib/server/chats/regenerate"
import { sendMessage } from "@/lib/server/chats/send"
import { listMessages } from "@/lib/server/messages/messages"
import { showVersion } from "@/lib/server/messages/versions"
import { removeQuestion } from "@/lib/server/removal/question"
import { runKey, runs, stopReply } from "@/lib/server/replies/running"
import { writeReply } from "@/lib/server/replies/write"
import type { Session } from "@/lib/server/sessions/session"
import { isLong } from "@/tests/support/app/settings"
import { createVisitor } from "@/tests/support/app/visitor"
import { heldAnswer } from "@/tests/support/provider/scenarios"
import { scripted } from "@/tests/support/provider/scripted"

type Step = "send" | "twice" | "retry" | "edit" | "turn" | "end" | "stop" | "reload" | "remove" | "delete"
type Command = { step: Step; tab: 0 | 1; which: number; by: -1 | 1 }
type Node = { id: string; role: "user" | "assistant"; below: Node[]; born: number; isRemoved?: true }

const WEIGHTS: [Step, number][] = [
  ["send", 6],
  ["twice", 1],
  ["retry", 3],
  ["edit", 3],
  ["turn", 4],
  ["end", 7],
  ["stop", 2],
  ["reload", 4],
  ["remove", 2],
  ["delete", 1],
]

const command = fc.record({
  step: fc.oneof(...WEIGHTS.map(([step, weight]) => ({ arbitrary: fc.constant(step), weight }))),
  tab: fc.constantFrom<0 | 1>(0, 1),
  which: fc.nat(20),
  by: fc.constantFrom<-1 | 1>(-1, 1),
})

test("two tabs that know nothing of each other: no turn is lost, doubled, or shown in the wrong version", async () => {
  const commands = fc.array(command, { minLength: 8, maxLength: 24 })
  await fc.assert(fc.asyncProperty(commands, runAll), { numRuns: isLong ? 1_000 : 30 })
  // A thousand take more than a minute.
}, 300_000)

async function runAll(commands: Command[]): Promise<void> {
  const chat = new TwoTabs(await createVisitor())
  for (const each of commands) {
    await chat.run(each)
    await chat.compare()
  }
  await chat.end()
  await chat.compare()
}

/** A chat, and what it has to be: a tree of messages of which one way is shown, as each of two tabs last saw it. */
class TwoTabs {
  readonly chatId = uuidv7()
  private readonly root: Node = { id: "", role: "assistant", below: [], born: 0 }
  private path: Node[] = []
  private seen: [Node[], Node[]] = [[], []]
  private born = 0
  private isGone = false
  private running: Promise<void> | undefined
  private sent: Parameters<typeof sendMessage>[1] | undefined

  constructor(private readonly visitor: Session) {}

  async run({ step, tab, which, by }: Command): Promise<void> {
    if (step === "end") return this.end()
    if (step === "stop") return this.stop()
    if (step === "reload") return this.see(tab)
    if (step === "delete") return this.delete(which)
    if (step === "twice") return this.sendTwice()
    if (step === "remove") return this.remove(tab, which)
    if (step === "turn") return this.turn(tab, which, by)
    await this.ask(tab, step, which)
  }

  /** What is shown, to whoever looks now, is the way through the tree. */
  async compare(): Promise<void> {
    const { messages } = await listMessages(this.visitor, this.chatId)
    expect(messages.map(({ id, metadata }) => [id, metadata?.version])).toEqual(
      this.path.flatMap((node, at) => {
        const siblings = (this.path[at - 1] ?? this.root).below
        const version = { number: siblings.indexOf(node) + 1, of: siblings.length }
        return node.isRemoved ? [] : [[node.id, siblings.length > 1 ? version : undefined]]
      }),
    )
  }

  async end(): Promise<void> {
    await scripted.release(3)
    await this.running
    this.running = undefined
  }

  /** Sends, asks again or rewords, from what a tab has seen of the chat. */
  private async ask(tab: 0 | 1, step: Step, which: number): Promise<void> {
    const shown = this.seen[tab]
    const questions = shown.filter(({ role }) => role === "user")
    const picked = step === "send" ? undefined : questions[which % Math.max(questions.length, 1)]
    const ids = { chatId: this.chatId, lastSeen: shown.at(-1)?.id ?? null }
    const [messageId, replyId, text] = [uuidv7(), uuidv7(), `Question ${this.born}?`]
    const sent = { ...ids, messageId, text }
    if (!this.running) await scripted.reset()
    await scripted.play(heldAnswer("one two"))
    const answer = !picked
      ? await sendMessage(this.visitor, sent)
      : await regenerateReply(this.visitor, {
          ...ids,
          messageId: picked.id,
          replyId,
          ...(step === "edit" && { text, rewordedId: messageId }),
        })
    const refusal = this.refusalFor(shown, picked)
    expect(answer.ok ? undefined : answer.error.code).toBe(refusal)
    if (!answer.ok) return this.see(tab)
    // A tab that has seen nothing of it begins it anew.
    this.isGone = false
    if (!picked) this.sent = sent
    const at = picked ? this.path.indexOf(picked) : this.path.length
    const isNew = step !== "retry" || !picked
    const question = isNew ? this.grow(this.path[at - 1], messageId, "user") : (picked as Node)
    this.path = [...this.path.slice(0, at), question, this.grow(question, answer.replyId, "assistant")]
    this.running = answer.job && writeReply(answer.job)
    this.see(tab)
  }

  /** Why a tab that has seen this is refused. */
  private refusalFor(shown: Node[], picked: Node | undefined): string | undefined {
    if (this.isGone) return shown.length > 0 ? "not_found" : undefined
    if (shown.at(-1) !== this.shown.at(-1)) return "changed"
    if (this.running) return "busy"
    return picked && !this.shown.includes(picked) ? "changed" : undefined
  }

  /** The same message again, as its answer was lost on the way. */
  private async sendTwice(): Promise<void> {
    if (!this.sent || this.isGone) return
    const again = await sendMessage(this.visitor, this.sent)
    expect(again.ok && again.job, "begun once").toBeFalsy()
  }

  private async turn(tab: 0 | 1, which: number, by: -1 | 1): Promise<void> {
    const shown = this.seen[tab]
    const node = shown[which % Math.max(shown.length, 1)]
    if (!node) return
    const turned = await showVersion(this.visitor, { chatId: this.chatId, messageId: node.id, by })
    if (this.isGone) expect(turned).toBe("not_found")
    const at = node.isRemoved ? -1 : this.path.indexOf(node)
    const siblings = (this.path[at - 1] ?? this.root).below
    const wanted = at < 0 ? undefined : siblings[siblings.indexOf(node) + by]
    if (wanted && this.running) expect(turned).toBe("busy")
    else if (wanted) this.path = [...this.path.slice(0, at), ...newestBelow(wanted)]
    this.see(tab)
  }

  private async stop(): Promise<void> {
    if (!this.running) return
    await scripted.release(1)
    const run = runs.get(runKey(this.visitor, this.chatId))
    while (run && run.text === "" && !run.metadata) await pause(1)
    await stopReply(this.visitor, this.chatId)
    await this.running
    this.running = undefined
  }

  private async delete(which: number): Promise<void> {
    // Rarely: what comes after it is short.
    if (which % 4 > 0 || this.path.length === 0) return
    expect(await deleteChat(this.visitor, this.chatId)).toBe(true)
    await this.end()
    this.clear()
  }

  /** Removes a question that a tab has seen, with its answer, all other versions of both, and what is below those. */
  private async remove(tab: 0 | 1, which: number): Promise<void> {
    const questions = this.seen[tab].filter(({ role }) => role === "user")
    const picked = questions[which % Math.max(questions.length, 1)]
    if (!picked) return
    const removed = await removeQuestion(this.visitor, { chatId: this.chatId, messageId: picked.id })
    const at = this.shown.includes(picked) ? this.path.indexOf(picked) : -1
    const answer = this.path[at + 1]
    if (picked.isRemoved && isBelow(this.root, picked)) expect(removed).toEqual({ isGone: false })
    else if (at < 0) expect(removed).toBe("not_found")
    else if (this.running) expect(removed).toBe("busy")
    else if (this.shown.length <= 2) {
      expect(removed).toEqual({ isGone: true })
      this.clear()
    } else {
      expect(removed).toMatchObject({ isGone: false })
      ;(this.path[at - 1] ?? this.root).below = [picked]
      if (answer) picked.below = [answer]
      for (const node of [picked, answer]) if (node) node.isRemoved = true
      // It may have been among them: then it would be stored anew.
      this.sent = undefined
    }
    this.see(tab)
  }

  private clear(): void {
    this.path = []
    this.root.below = []
    this.isGone = true
  }

  /** The way through the tree but what was removed. */
  private get shown(): Node[] {
    return this.path.filter(({ isRemoved }) => !isRemoved)
  }

  private see(tab: 0 | 1): void {
    this.seen[tab] = this.shown
  }

  private grow(parent: Node | undefined, id: string, role: Node["role"]): Node {
    const node: Node = { id, role, below: [], born: ++this.born }
    ;(parent ?? this.root).below.push(node)
    return node
  }
}

/** A message and the line below it: where it forks, the way to what was written last. */
function newestBelow(node: Node): Node[] {
  const next = node.below.toSorted((a, b) => lastBelow(b) - lastBelow(a))[0]
  return next ? [node, ...newestBelow(next)] : [node]
}

function lastBelow({ born, below }: Node): number {
  return Math.max(born, ...below.map(lastBelow))
}

function isBelow({ below }: Node, node: Node): boolean {
  return below.some((next) => next === node || isBelow(next, node))
}
