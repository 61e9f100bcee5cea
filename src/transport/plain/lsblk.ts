import { z } from 'zod'
import { looseBoolean, looseNumber } from '../../pve/loose.ts'
import { parseJson } from './sources.ts'
import { flatTree } from './tree.ts'

export interface BlockDevice {
  /** Name in the kernel, for example `sda1`. */
  readonly name: string
  /** `disk`, `part`, `lvm`, `crypt`, `rom`, `loop`, … */
  readonly type: string | null
  /** The device it is part of, or that it lies on. */
  readonly parent: string | null
  readonly sizeBytes: number | null
  readonly rotational: boolean | null
  readonly transport: string | null
  readonly model: string | null
  readonly serial: string | null
  readonly vendor: string | null
  readonly wwn: string | null
  readonly fstype: string | null
  readonly parttype: string | null
  readonly pttype: string | null
  readonly mounted: boolean
}

const text = z
  .string()
  .transform((value) => value.trim() || null)
  .nullish()
  .transform((value) => value ?? null)

/** Before util-linux 2.33 numbers and booleans are strings, from 2.37 on there is `mountpoints`, which may hold null. */
const row = z
  .object({
    kname: text,
    name: text,
    path: text,
    type: text,
    size: looseNumber.nullish(),
    rota: looseBoolean.nullish(),
    tran: text,
    model: text,
    serial: text,
    vendor: text,
    wwn: text,
    fstype: text,
    parttype: text,
    pttype: text,
    mountpoint: text,
    mountpoints: z.array(z.string().nullable()).nullish(),
    children: z.array(z.unknown()).nullish(),
  })
  .transform((device) => ({
    ...device,
    kname: device.kname ?? device.name ?? device.path?.replace(/^\/dev\//, '') ?? '',
  }))

const reply = z.object({ blockdevices: z.array(z.unknown()) })

/** `lsblk -J -b`: all devices, also those below others; one that lies on several is there several times. */
export function parseLsblk(json: string): BlockDevice[] {
  return flatTree(parseJson(json, reply, 'lsblk').blockdevices, row, 'lsblk').map(({ row: device, parent }) => ({
    name: device.kname,
    type: device.type,
    parent: parent?.kname ?? null,
    sizeBytes: device.size ?? null,
    rotational: device.rota ?? null,
    transport: device.tran,
    model: device.model,
    serial: device.serial,
    vendor: device.vendor,
    wwn: device.wwn,
    fstype: device.fstype,
    parttype: device.parttype,
    pttype: device.pttype,
    mounted: device.mountpoint !== null || (device.mountpoints ?? []).some((path) => path !== null),
  }))
}
