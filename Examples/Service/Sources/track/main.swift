import TrackProgram

await TrackCommand.main()
