import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router'
import NodesPage from './pages/NodesPage.vue'

declare module 'vue-router' {
  interface RouteMeta {
    /** A page as high as the window, whose table scrolls by itself. */
    readonly fills?: true
    /** The page of the frame it belongs to, where its address says another. */
    readonly of?: string
    /** A page without the frame, for whoever is not signed in. */
    readonly door?: true
  }
}

const idOf = ({ params }: RouteLocationNormalized): number => Number(params['id'])

export const router = createRouter({
  history: createWebHistory(),
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- what replaces it is experimental in vue-router 5
  scrollBehavior: (to, from, saved) =>
    saved ?? (to.hash ? { el: to.hash } : to.path === from.path ? false : { top: 0 }),
  routes: [
    { path: '/', name: 'overview', component: () => import('./pages/OverviewPage.vue') },
    { path: '/nodes', name: 'nodes', component: NodesPage, meta: { fills: true } },
    {
      path: '/nodes/:id(\\d+)',
      name: 'node',
      component: () => import('./pages/NodePage.vue'),
      props: (to) => ({ nodeId: idOf(to) }),
    },
    {
      path: '/nodes/:id(\\d+)/storage/:storage',
      name: 'storage-use',
      component: () => import('./pages/StorageUsePage.vue'),
      props: (to) => ({ nodeId: idOf(to), storage: String(to.params['storage']) }),
      meta: { of: 'storage' },
    },
    {
      path: '/nodes/:id(\\d+)/vms/:vmid(\\d+)',
      name: 'guest',
      component: () => import('./pages/GuestPage.vue'),
      props: (to) => ({ nodeId: idOf(to), vmid: Number(to.params['vmid']) }),
      meta: { of: 'guests' },
    },
    { path: '/guests', name: 'guests', component: () => import('./pages/GuestsPage.vue'), meta: { fills: true } },
    { path: '/storage', name: 'storage', component: () => import('./pages/StoragePage.vue'), meta: { fills: true } },
    { path: '/network', name: 'network', component: () => import('./pages/NetworkPage.vue'), meta: { fills: true } },
    {
      path: '/snapshots',
      name: 'snapshots',
      component: () => import('./pages/SnapshotsPage.vue'),
      meta: { fills: true },
    },
    { path: '/licenses', name: 'licenses', component: () => import('./pages/LicensesPage.vue'), meta: { fills: true } },
    { path: '/findings', name: 'findings', component: () => import('./pages/FindingsPage.vue'), meta: { fills: true } },
    { path: '/remotes', name: 'remotes', component: () => import('./pages/RemotesPage.vue'), meta: { fills: true } },
    { path: '/remotes/add', alias: '/nodes/add', name: 'add', component: () => import('./pages/AddNodePage.vue') },
    {
      path: '/remotes/:id(\\d+)',
      name: 'remote',
      component: () => import('./pages/RemotePage.vue'),
      props: (to) => ({ remoteId: idOf(to) }),
    },
    { path: '/account', name: 'account', component: () => import('./pages/AccountPage.vue') },
    { path: '/settings', name: 'settings', component: () => import('./pages/SettingsPage.vue') },
    { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignInPage.vue'), meta: { door: true } },
    { path: '/setup', name: 'setup', component: () => import('./pages/SetupPage.vue'), meta: { door: true } },
    { path: '/:path(.*)*', component: () => import('./pages/NotFoundPage.vue') },
  ],
})
