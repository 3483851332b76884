/**
 * Why a sandbox could not be set up and what the operator must do, in whole sentences. `said` are the words of bwrap or prlimit,
 * `settings` the values below `/proc/sys` by path.
 * Sources: https://github.com/containers/bubblewrap/blob/main/bubblewrap.c,
 * https://ubuntu.com/blog/ubuntu-23-10-restricted-unprivileged-user-namespaces, https://docs.docker.com/engine/security/seccomp/
 */
export function explainSetupFailure(said: string, settings: ReadonlyMap<string, string>): string {
  const words = `bwrap says: ${said.trim().slice(0, 500)}`;
  if (/failed to execute|prlimit.*No such file/.test(said))
    return `bubblewrap is missing: install the package bubblewrap. (${words})`;
  if (said.includes("Can't find source path")) return `Something that the sandbox needs is not there. (${words})`;
  if (said.includes('execvp'))
    return `The program does not start inside of the sandbox: it must be a statically linked binary. (${words})`;
  if (settings.get('kernel/apparmor_restrict_unprivileged_userns') === '1')
    return (
      'AppArmor of this machine restricts user namespaces: install an AppArmor profile for /usr/bin/bwrap with "userns," ' +
      `or set kernel.apparmor_restrict_unprivileged_userns=0. (${words})`
    );
  if (settings.get('kernel/unprivileged_userns_clone') === '0')
    return `User namespaces are switched off: set kernel.unprivileged_userns_clone=1. (${words})`;
  if (settings.get('user/max_user_namespaces') === '0')
    return `User namespaces are switched off: set user.max_user_namespaces to some thousands. (${words})`;
  if (/namespace|uid map|Operation not permitted|Permission denied|RTM_NEWADDR|loopback|pivot_root|mount/i.test(said))
    return (
      'This machine or container does not allow user namespaces. In Docker or Kubernetes run the worker with a seccomp profile that ' +
      'allows unshare, clone, mount and pivot_root, and with unmasked /proc (docker run --security-opt seccomp=… ' +
      `--security-opt systempaths=unconfined), or plan with the back end hcp or actions. (${words})`
    );
  return `The sandbox cannot be set up. (${words})`;
}
