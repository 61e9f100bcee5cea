interface Memory {
  readonly total_bytes: number | null
  readonly used_bytes: number | null
  readonly arc_bytes: number | null
}

/** PVE counts the ZFS cache as used, though it gives way when memory is wanted: the two apart. */
export function memoryShare({ total_bytes: total, used_bytes: used, arc_bytes: arc }: Memory) {
  if (total === null || used === null || total <= 0) return null
  const arcBytes = Math.min(arc ?? 0, used)
  const workBytes = used - arcBytes
  return { workBytes, arcBytes, workPercent: (workBytes / total) * 100, arcPercent: (arcBytes / total) * 100 }
}
