# What the toolchains of Debian 12's architectures share: cross/sysroot makes the sysroot, Debian's cross compiler builds, qemu-user runs.
# Who includes it has set MAGPIE_ARCHITECTURE (Debian's name), MAGPIE_TRIPLET, MAGPIE_QEMU and CMAKE_SYSTEM_PROCESSOR.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_C_COMPILER ${MAGPIE_TRIPLET}-gcc)
set(CMAKE_CXX_COMPILER ${MAGPIE_TRIPLET}-g++)

set(MAGPIE_SYSROOT "${CMAKE_CURRENT_LIST_DIR}/../../build/sysroot-${MAGPIE_ARCHITECTURE}" CACHE PATH "Made by cross/sysroot")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES MAGPIE_SYSROOT)
get_filename_component(CMAKE_SYSROOT "${MAGPIE_SYSROOT}" ABSOLUTE)
set(CMAKE_CROSSCOMPILING_EMULATOR ${MAGPIE_QEMU} -L ${CMAKE_SYSROOT})

# Programs come from this machine, all else from the sysroot.
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${CMAKE_SYSROOT})
set(ENV{PKG_CONFIG_LIBDIR} ${CMAKE_SYSROOT}/usr/lib/${MAGPIE_TRIPLET}/pkgconfig:${CMAKE_SYSROOT}/usr/share/pkgconfig)
