import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runProgram } from './program.ts'
import { printRow } from './tally.ts'

/** What tests use of the machine, and the Debian package it is in. */
const PROGRAMS: Record<string, string> = {
  caddy: 'caddy',
  chromium: 'chromium',
  dash: 'dash',
  debootstrap: 'debootstrap',
  ip: 'iproute2',
  lscpu: 'util-linux',
  nginx: 'nginx-light',
  shellcheck: 'shellcheck',
  sshd: 'openssh-server',
  sudo: 'sudo',
}

const POLICY = '/usr/sbin/policy-rc.d'
const APT = '/usr/bin/apt-get'

const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']
const isMissing = (program: string): boolean => !folders.some((folder) => existsSync(join(folder, program)))
const missing = (): string[] => Object.keys(PROGRAMS).filter(isMissing)

/** A policy of 101 keeps Debian from starting the daemons it installs. */
async function withoutStartingDaemons(install: () => Promise<void>): Promise<void> {
  const isOurs = !existsSync(POLICY)
  if (isOurs) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    await install()
  } finally {
    if (isOurs) rmSync(POLICY)
  }
}

async function apt(...args: string[]): Promise<void> {
  const { code, output } = await runProgram(APT, ['-qq', ...args], { DEBIAN_FRONTEND: 'noninteractive' })
  if (code !== 0) printRow('note', `apt-get ${args.join(' ')}`, `ended with code ${String(code)}\n${output}`)
}

/** Installs what is missing where we may; elsewhere the tests that need it skip themselves and say why. */
export async function ensurePrograms(): Promise<void> {
  const packages = missing().map((program) => PROGRAMS[program] ?? program)
  if (packages.length > 0 && process.getuid?.() === 0 && existsSync(APT)) {
    printRow('note', 'programs', `installing ${packages.join(' ')}`)
    await withoutStartingDaemons(async () => {
      await apt('update')
      await apt('install', '-y', '--no-install-recommends', ...packages)
    })
  }
  const still = missing()
  if (still.length > 0) printRow('note', 'programs', `not here: ${still.join(', ')}; tests that need them skip`)
  // Made now, it does not count as time of the test that needs it.
  await import('../debian.ts')
}
