import type { Token } from "markdown-it"

const BOX = /^\[([ xX])\](?=\s)/

/** Takes the box of a task (`- [x] done`) out of the words of a list's item: whether it is ticked, undefined without one. */
export function takeBox(tokens: Token[], at: number): boolean | undefined {
  const words = tokens[at]
  const item = tokens[at - 2]
  if (!words || item?.type !== "list_item_open") return undefined
  const [box, mark] = words.content.match(BOX) ?? []
  if (!box) return undefined
  words.content = words.content.slice(box.length).trimStart()
  item.attrSet("data-task", "")
  return mark !== " "
}
