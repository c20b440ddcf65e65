import { parse } from "@/components/chat/markdown/parse"
import { hostileTexts, ordinaryText } from "./markdown.texts"

const texts = { ordinary: ordinaryText, ...hostileTexts }
for (let round = 0; round < 3; round++) parse(ordinaryText)
const figures = Object.entries(texts).map(([text, source]) => {
  const started = performance.now()
  const { blocks } = parse(source)
  return { text, ms: Math.round(performance.now() - started), blocks: blocks.length }
})
console.table(figures.sort((a, b) => b.ms - a.ms).slice(0, 20))
