import { createRouter, createWebHistory } from 'vue-router'
import NodesPage from './pages/NodesPage.vue'

export const router = createRouter({
  history: createWebHistory(),
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- what replaces it is experimental in vue-router 5
  scrollBehavior: (to, from, saved) =>
    saved ?? (to.hash ? { el: to.hash } : to.path === from.path ? false : { top: 0 }),
  routes: [
    { path: '/', redirect: { name: 'nodes' } },
    { path: '/nodes', name: 'nodes', component: NodesPage },
    { path: '/nodes/add', name: 'add', component: () => import('./pages/AddNodePage.vue') },
    {
      path: '/nodes/:id(\\d+)',
      name: 'node',
      component: () => import('./pages/NodePage.vue'),
      props: ({ params }) => ({ nodeId: Number(params['id']) }),
    },
    { path: '/:path(.*)*', component: () => import('./pages/NotFoundPage.vue') },
  ],
})
