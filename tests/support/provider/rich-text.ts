/** So many sections of what models write: headings, lists, tables, code, links; about 620 characters each. */
export function richText(sections: number): string {
  return Array.from({ length: sections }, (_, number) => section(number)).join("")
}

function section(number: number): string {
  return `## Section ${number}: the **hours**

The reading room opens at nine and closes at six, as [written](https://example.org/${number}) on the door; see *notes*.

- one item with \`code\` and more words
- another item, longer than the first one, so that it wraps on a phone
  - nested with **bold**
- the last one

| Day | Opens | Closes | Remarks |
|---|---:|---:|---|
| Monday | 9:00 | 18:00 | none to speak of |
| Tuesday | 9:00 | 18:00 | the café is closed |
| Wednesday | 10:00 | 20:00 | long evening |

\`\`\`python
def opens(day: str) -> int:
    """Hour at which the room opens."""
    if day == "Wednesday":
        return 10
    return 9
\`\`\`

`
}
