-- What `vim.lsp.enable('whyfirst')` starts. Read by Neovim 0.11 and newer.

---@type vim.lsp.Config
return {
  cmd = { 'whyfirst', 'lsp' },
  filetypes = { 'markdown' },
  -- In this order: the folder with the configuration counts more than the repository around it. A note in neither is
  -- served as well.
  root_markers = { 'whyfirst.toml', '.git' },
}
