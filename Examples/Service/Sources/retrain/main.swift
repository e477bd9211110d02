import RetrainProgram

RetrainCommand.main()
