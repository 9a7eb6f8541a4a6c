# What is installed of which package, and the .debs that CPack makes of it (docs/packaging.md). A file for each package; what all share is here.
set(packaging ${CMAKE_CURRENT_LIST_DIR})
set(packaged ${CMAKE_CURRENT_BINARY_DIR}/packaged)
set(units ${PROJECT_SOURCE_DIR}/cross/systemd)
file(MAKE_DIRECTORY ${packaged})
# Everything that is made for a package, and of no other use.
add_custom_target(magpie_packaged)

file(READ ${packaging}/changelog changelog)
if(NOT changelog MATCHES "^magpie \\(${PROJECT_VERSION}\\)")
    message(FATAL_ERROR "cross/packages/debian/changelog does not begin with ${PROJECT_VERSION}, which CMakeLists.txt says")
endif()
string(REGEX MATCH "\n -- .*>  [A-Za-z]+, ([0-9]+ [A-Za-z]+ [0-9]+)" changelog_end "${changelog}")
set(changelog_date ${CMAKE_MATCH_1})
add_custom_command(
    OUTPUT ${packaged}/changelog.gz
    COMMAND sh -c "sed '1s/(${PROJECT_VERSION})/(${magpie_version})/' ${packaging}/changelog | gzip -9n >${packaged}/changelog.gz"
    DEPENDS ${packaging}/changelog
    VERBATIM)
add_custom_target(magpie_packaged_changelog DEPENDS ${packaged}/changelog.gz)
add_dependencies(magpie_packaged magpie_packaged_changelog)

# magpie_package(NAME): what Debian wants of each.
function(magpie_package name)
    install(FILES ${packaging}/copyright ${packaged}/changelog.gz DESTINATION share/doc/magpie-${name} COMPONENT ${name})
    if(EXISTS ${packaging}/lintian/${name})
        install(FILES ${packaging}/lintian/${name} DESTINATION share/lintian/overrides RENAME magpie-${name} COMPONENT ${name})
    endif()
endfunction()

# magpie_packaged_program(PACKAGE PROGRAM SECTION [HELP...]): with its manual page, made of what it says of itself by --help and by each of HELP,
# and its completion.
function(magpie_packaged_program package program section)
    install(TARGETS ${program} RUNTIME DESTINATION bin COMPONENT ${package})
    set(page ${packaged}/${program}.${section}.gz)
    set(run $<TARGET_FILE:${program}>)
    if(CMAKE_CROSSCOMPILING)
        list(JOIN CMAKE_CROSSCOMPILING_EMULATOR " " emulator)
        set(run "${emulator} ${run}")
    endif()
    set(helps "${run} --help || test $? = 2")
    foreach(more IN LISTS ARGN)
        string(APPEND helps "; echo; ${run} ${more} --help")
    endforeach()
    set(named "${program} ${section} ${magpie_version} '${changelog_date}' ${packaging}/man/${program}")
    add_custom_command(
        OUTPUT ${page}
        COMMAND bash -c "set -e -o pipefail; { ${helps}; } 2>&1 | ${packaging}/man-page ${named} | gzip -9n >${page}"
        DEPENDS ${program} ${packaging}/man-page ${packaging}/man/${program}
        VERBATIM)
    add_custom_target(magpie_packaged_${program} DEPENDS ${page})
    add_dependencies(magpie_packaged magpie_packaged_${program})
    install(FILES ${page} DESTINATION share/man/man${section} COMPONENT ${package})
    if(EXISTS ${packaging}/completion/${program})
        install(FILES ${packaging}/completion/${program} DESTINATION share/bash-completion/completions COMPONENT ${package})
    endif()
endfunction()

# magpie_packaged_link(PACKAGE NAME PROGRAM SECTION): a program by another name, as which it does something else; its page is the same.
function(magpie_packaged_link package name program section)
    file(CREATE_LINK ${program} ${packaged}/${name} SYMBOLIC)
    file(CREATE_LINK ${program}.${section}.gz ${packaged}/${name}.${section}.gz SYMBOLIC)
    install(FILES ${packaged}/${name} DESTINATION bin COMPONENT ${package})
    # Bash looks for a file of the name that was typed; the same link leads to the program's there.
    install(FILES ${packaged}/${name} DESTINATION share/bash-completion/completions COMPONENT ${package})
    install(FILES ${packaged}/${name}.${section}.gz DESTINATION share/man/man${section} COMPONENT ${package})
endfunction()

# magpie_packaged_configuration(PACKAGE FILE...): what people edit in /etc/magpie, each a configuration file of dpkg.
function(magpie_packaged_configuration package)
    install(FILES ${ARGN} DESTINATION /etc/magpie COMPONENT ${package})
    set(conffiles)
    foreach(file IN LISTS ARGN)
        get_filename_component(name ${file} NAME)
        string(APPEND conffiles "/etc/magpie/${name}\n")
    endforeach()
    file(WRITE ${packaged}/${package}/conffiles "${conffiles}")
endfunction()

# magpie_packaged_service(PACKAGE OTHERS KEYS): its users and their keys, and the maintainer scripts. OTHERS are the units beside its own; KEYS is what
# people put into /etc/magpie for it, which goes with a purge.
function(magpie_packaged_service package others keys)
    set(PACKAGE magpie-${package})
    set(OTHERS ${others})
    set(KEYS ${keys})
    set(control)
    foreach(script postinst prerm postrm)
        configure_file(${packaging}/scripts/${script}.in ${packaged}/${package}/${script} @ONLY FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE
            GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
        list(APPEND control ${packaged}/${package}/${script})
    endforeach()
    list(APPEND control ${packaged}/${package}/conffiles)
    string(TOUPPER ${package} upper)
    set(CPACK_DEBIAN_${upper}_PACKAGE_CONTROL_EXTRA "${control}" PARENT_SCOPE)

    # One list of users in cross/systemd: a machine gets those of its own services alone.
    foreach(kind sysusers tmpfiles)
        file(STRINGS ${units}/magpie.${kind}.conf lines ENCODING UTF-8)
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${units}/magpie.${kind}.conf)
        list(FILTER lines EXCLUDE REGEX "^#")
        if(package STREQUAL collector)
            list(FILTER lines INCLUDE REGEX "magpie-(collector|ca[^p])|^d ")
        else()
            list(FILTER lines EXCLUDE REGEX "magpie-(collector|ca[^p])")
        endif()
        list(JOIN lines "\n" lines)
        file(WRITE ${packaged}/${package}/${kind}.conf "${lines}\n")
        install(FILES ${packaged}/${package}/${kind}.conf DESTINATION lib/${kind}.d RENAME magpie-${package}.conf COMPONENT ${package})
    endforeach()
endfunction()

include(${packaging}/agent.cmake)
if(MAGPIE_COLLECTOR)
    include(${packaging}/collector.cmake)
    include(${packaging}/planner.cmake)
    include(${packaging}/dashboards.cmake)
endif()
include(${packaging}/cpack.cmake)
