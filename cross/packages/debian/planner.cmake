magpie_package(planner)
magpie_packaged_program(planner magpie-planner 1)
install(FILES docs/planner.md DESTINATION share/doc/magpie-planner COMPONENT planner)
