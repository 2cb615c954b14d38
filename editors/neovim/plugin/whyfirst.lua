-- Only the command: nothing else is loaded before it is used.
if vim.g.loaded_whyfirst then
  return
end
vim.g.loaded_whyfirst = true

vim.api.nvim_create_user_command('Whyfirst', function(invocation)
  require('whyfirst.command').run(invocation.args)
end, {
  nargs = '+',
  complete = function(typed, line)
    return require('whyfirst.command').complete(typed, line)
  end,
  desc = 'Whyfirst: start a design answer, show how it is read, explain a term …',
})
