/** What firmware says where a maker filled in nothing: dmidecode's own words, and the templates of AMI, Asus, HP, Supermicro. */
const PLACEHOLDERS = [
  /^$/,
  /^<.*>$/,
  /^(none|null|n\/a|unknown|undefined|unspecified|invalid|empty|oem|o\.e\.m\.|default( string)?|no dimm)$/,
  /^not (specified|provided|available|applicable|present|settable|set|defined)$/,
  /^(to be )?filled by (o\.e\.m\.?|oem)$/,
  /^(system|base ?board|board|chassis) (manufacturer|vendor|product name|name|version|serial number)$/,
  /^(manufacturer|sernum|serial|partnum|modulepartnumber|assettagnum|array\d{1,2}_partnumber)\d{0,3}$/,
  /^0?123456789(abcdef)?$/,
  /^0x0+$/,
  /^[0.\-_\s]+$/,
  /^(.)\1{2,}$/,
  /^(0{8}-0{4}-0{4}-0{4}-0{12}|f{8}-f{4}-f{4}-f{4}-f{12}|03000200-0400-0500-0006-000700080009)$/,
]

const MAX_LENGTH = 200

/** Text of the firmware, or null where it says nothing. A single repeated character ("0000000000", "xxxx") is a filler. */
export function firmwareText(text: string | undefined): string | null {
  const trimmed = (text ?? '').slice(0, MAX_LENGTH).trim()
  const lower = trimmed.toLowerCase()
  return PLACEHOLDERS.some((placeholder) => placeholder.test(lower)) ? null : trimmed
}
