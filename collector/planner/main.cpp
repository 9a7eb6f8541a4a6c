#include <cstdio>
#include <string>
#include <vector>

#include "collector/planner/program.hpp"

int main(int argc, char** argv) {
    return magpie::collector::planner::run(std::vector<std::string>(argv + 1, argv + argc), stdout, stderr);
}
