import { access } from './en/access.ts'
import { account } from './en/account.ts'
import { facts } from './en/facts.ts'
import { fleet } from './en/fleet.ts'
import { frame } from './en/frame.ts'
import { guests } from './en/guests.ts'
import { history } from './en/history.ts'
import { lists } from './en/lists.ts'
import { people } from './en/people.ts'
import { sections } from './en/sections.ts'
import { upkeep } from './en/upkeep.ts'

export const en = {
  ...frame,
  ...fleet,
  ...guests,
  ...lists,
  ...facts,
  ...people,
  ...access,
  ...account,
  ...history,
  ...sections,
  ...upkeep,
}

export type Messages = typeof en
