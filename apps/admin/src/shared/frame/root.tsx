import { NuqsAdapter } from 'nuqs/adapters/react-router/v8';
import { Outlet } from 'react-router';

/** What every route stands in: state in the URL. Not shallow, so that the router sees every change of it. */
export function Root() {
  return (
    <NuqsAdapter defaultOptions={{ shallow: false }}>
      <Outlet />
    </NuqsAdapter>
  );
}
