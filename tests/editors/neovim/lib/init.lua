-- A Neovim that has the plugin under test, from the repository, and nothing else. The server is in $PATH.
vim.opt.runtimepath:prepend(vim.env.CLIENT)
package.path = vim.env.TESTS .. '/lib/?.lua;' .. package.path
vim.o.swapfile = false
vim.o.shadafile = 'NONE'
