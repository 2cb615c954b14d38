-- Only the command: nothing else is loaded before it is used.
if vim.g.loaded_whyfirst then
  return
end
vim.g.loaded_whyfirst = true

vim.api.nvim_create_user_command('Whyfirst', function(invocation)
  require('whyfirst.command').run(invocation.args)
end, {
  nargs = 1,
  complete = function(typed)
    return require('whyfirst.command').complete(typed)
  end,
  desc = 'Whyfirst: restart the server, show its log, check its health',
})
