import ServeProgram

await ServeCommand.main()
